// The product, with nobody who drives it: Playwright has a page believe that it is seen. The word
// `hide` on stdin hides the window; what the page then says of itself is answered on stdout.
const { BrowserWindow } = require('electron')
const { setTimeout: sleep } = require('node:timers/promises')

require('../../out/main/index.cjs')

process.stdin.on('data', async (word) => {
  if (!String(word).startsWith('hide')) return
  const [window] = BrowserWindow.getAllWindows()
  window.hide()
  await sleep(1_000)
  console.log(`page: ${await window.webContents.executeJavaScript('document.visibilityState')}`)
})
process.stdin.on('end', () => process.exit())
