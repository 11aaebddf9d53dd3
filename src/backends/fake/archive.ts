import { createTarDecoder, packTar, type TarEntry } from 'modern-tar'
import { baseName, normalizePath, type FileNode, type FileTree } from './file-tree'

/** A tar of `path`, its base name first, as engines make it. */
export async function* packTree(tree: FileTree, path: string): AsyncIterable<Uint8Array> {
  const entries: TarEntry[] = []
  const add = (from: string, name: string): void => {
    const node = tree.get(from)
    if (!node) return
    entries.push(toEntry(node, name))
    if (node.type === 'directory') for (const child of tree.names(from)) add(normalizePath(child, from), `${name}/${child}`)
  }
  add(path, baseName(path) || '.')
  yield* inPieces(await packTar(entries))
}

/** Unpacks into `target`; the tar comes from our own side, so only files, directories and links are known. */
export async function unpackTree(tree: FileTree, target: string, archive: AsyncIterable<Uint8Array>): Promise<void> {
  tree.set(target, tree.get(target) ?? { type: 'directory', mode: 0o755 })
  const entries = toStream(archive).pipeThrough(createTarDecoder())
  for await (const { header, body } of entries) {
    const path = normalizePath(header.name, target)
    const mode = header.mode ?? 0o644
    const data = new Uint8Array(await new Response(body).arrayBuffer())
    if (header.type === 'directory') tree.set(path, { type: 'directory', mode })
    else if (header.type === 'symlink') tree.set(path, { type: 'link', target: header.linkname ?? '', mode })
    else tree.set(path, { type: 'file', data, mode })
  }
}

function toEntry(node: FileNode, name: string): TarEntry {
  const { mode } = node
  if (node.type === 'directory') return { header: { name: `${name}/`, size: 0, type: 'directory', mode } }
  if (node.type === 'link') return { header: { name, size: 0, type: 'symlink', linkname: node.target, mode } }
  return { header: { name, size: node.data.length, type: 'file', mode }, body: node.data }
}

function* inPieces(bytes: Uint8Array, size = 65_536): Iterable<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size)
}

function toStream(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await iterator.return?.()
    }
  })
}
