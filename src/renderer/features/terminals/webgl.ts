import { WebglAddon } from '@xterm/addon-webgl'
import type { Terminal } from '@xterm/xterm'

let isWorthIt: boolean | undefined

/** Whether a graphics card draws: on a software renderer WebGL is many times slower than the page itself. */
function hasGraphicsCard(): boolean {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('webgl2')
  if (!context) return false
  const names = context.getExtension('WEBGL_debug_renderer_info')
  const renderer = names ? String(context.getParameter(names.UNMASKED_RENDERER_WEBGL)) : ''
  context.getExtension('WEBGL_lose_context')?.loseContext()
  return renderer !== '' && !/swiftshader|llvmpipe|software|basic render/i.test(renderer)
}

/** Draws by WebGL where that helps; falls back to the page when the context is lost. */
export function drawByGraphicsCard(terminal: Terminal): void {
  isWorthIt ??= hasGraphicsCard()
  if (!isWorthIt) return
  const addon = new WebglAddon()
  addon.onContextLoss(() => addon.dispose())
  terminal.loadAddon(addon)
}
