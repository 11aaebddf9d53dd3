// Preloaded into the command (--require): tells at its end what it loaded, our chunks and Node's own modules.
const { writeFileSync } = require('node:fs')
const vm = require('node:vm')

const chunks = []
vm.Script = class extends vm.Script {
  constructor(code, options) {
    super(code, options)
    chunks.push(options.filename.replace(/.*#/, '').replace(/(-[\w-]{8})?\.cjs$/, ''))
  }
}
process.on('exit', () => {
  const builtins = process.moduleLoadList.filter((name) => name.startsWith('NativeModule ')).map((name) => name.slice('NativeModule '.length))
  writeFileSync(process.env.WHAT_LOADS, JSON.stringify({ chunks, builtins }))
})
