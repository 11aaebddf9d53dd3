// The least that an Electron window can be, for comparison: one page with one word.
const { app, BrowserWindow } = require('electron')
const path = require('node:path')

app.setPath('userData', path.join(process.env.AGENTKERNEL_HOME, 'bare-window'))
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1180, height: 780, show: false, webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false } })
  window.once('ready-to-show', () => window.show())
  void window.loadFile(path.join(__dirname, 'page.html'))
})
