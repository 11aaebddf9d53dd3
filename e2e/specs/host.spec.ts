import { expect, test, type RunningApp } from '../fixtures/app'
import { callOverRawLine } from '../fixtures/line'

test.describe('the page', () => {
  test('is sandboxed, isolated and without Node', async ({ app }) => {
    const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents ?? {}
      // Not in the typings: what the page was really made with.
      return Reflect.get(contents, 'getLastWebPreferences').call(contents) as Record<string, unknown>
    })
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false, allowRunningInsecureContent: false, experimentalFeatures: false, nodeIntegrationInSubFrames: false })
    expect(preferences['enableBlinkFeatures'] ?? '').toBe('')
    const globals = await app.page.evaluate(() => ['require', 'process', 'module', 'electron', 'ipcRenderer', 'Buffer', 'agentkernel'].filter((name) => name in window))
    expect(globals).toEqual([])
  })

  test('comes from our scheme with a strict content security policy', async ({ app }) => {
    const response = await app.page.reload()
    expect(new URL(app.page.url()).host).toBe('agentkernel')
    const headers = response?.headers() ?? {}
    expect(headers['content-security-policy']?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "form-action 'none'",
      "base-uri 'none'"
    ])
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
  })

  test('runs no text as a script and no script that is not ours', async ({ app }) => {
    const outcome = await app.page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.injected = true'
      document.head.append(script)
      const foreign = document.createElement('script')
      foreign.src = 'https://example.com/x.js'
      const foreignFailed = new Promise((resolve) => foreign.addEventListener('error', () => resolve(true)))
      document.head.append(foreign)
      return { injected: 'injected' in window, foreignFailed: await foreignFailed }
    })
    expect(outcome).toEqual({ injected: false, foreignFailed: true })
  })

  test('evaluates no text, starts no worker and talks to nobody else', async ({ app }) => {
    // In a later turn: what the tests' own evaluation calls directly may evaluate, whatever the policy says.
    const outcome = await app.page.evaluate(
      () =>
        new Promise((resolve) =>
          setTimeout(async () => {
            const isRefused = (work: () => unknown): Promise<boolean> => Promise.resolve().then(work).then(() => false, () => true)
            const worker = (): Promise<unknown> =>
              new Promise((started, failed) => {
                const made = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))
                made.addEventListener('message', started)
                made.addEventListener('error', failed)
              })
            resolve({
              evaluation: await isRefused(() => new Function('return 1')()),
              worker: await isRefused(worker),
              connection: await isRefused(() => fetch('https://example.com/'))
            })
          })
        )
    )
    expect(outcome).toEqual({ evaluation: true, worker: true, connection: true })
  })

  test('is served what is listed, and no other path', async ({ app }) => {
    const answers = await app.electron.evaluate(({ session }, paths) => Promise.all(paths.map(async (path) => (await session.defaultSession.fetch(`app://agentkernel${path}`)).status)), [
      '/index.html',
      '/../../package.json',
      '/..%2f..%2fpackage.json',
      '/assets/..%5c..%5cmain%5cindex.cjs',
      '/../main/index.cjs',
      '/%2e%2e/preload/index.cjs'
    ])
    expect(answers).toEqual([200, 404, 404, 404, 404, 404])
  })

  test('goes nowhere else', async ({ app }) => {
    for (const target of ['https://example.com/', 'file:///etc/passwd', 'app://elsewhere/', 'data:text/html,x', 'about:blank']) {
      await app.page.evaluate((url) => {
        const link = Object.assign(document.createElement('a'), { href: url })
        document.body.append(link)
        link.click()
        try {
          location.href = url
        } catch {
          // Some are refused before they are tried.
        }
      }, target)
      await app.page.waitForTimeout(100)
      await expect.poll(() => app.page.url(), target).toMatch(/^app:\/\/agentkernel\//)
      await app.page.waitForLoadState()
    }
  })

  test('opens no window', async ({ app }) => {
    const opened = await app.page.evaluate(() => [window.open('https://example.com/'), window.open('about:blank'), window.open('app://agentkernel/')].map((one) => one === null))
    expect(opened).toEqual([true, true, true])
    expect(app.electron.windows()).toHaveLength(1)
  })

  test('gets no permission', async ({ app }) => {
    const answers = await app.page.evaluate(async () => {
      const asked = await Promise.all(['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'].map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state))
      const clipboard = await navigator.clipboard.readText().catch((error: Error) => error.name)
      const position = await new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve('given'), () => resolve('denied')))
      return { asked: [...new Set(asked)], clipboard, position }
    })
    expect(answers).toEqual({ asked: ['denied'], clipboard: 'NotAllowedError', position: 'denied' })
  })

  test('downloads nothing', async ({ app }) => {
    const started = app.page.waitForEvent('download', { timeout: 1000 }).then(
      () => true,
      () => false
    )
    await app.page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob(['x'])), download: 'x.txt' })
      document.body.append(link)
      link.click()
    })
    const items = await app.electron.evaluate(({ session }) => session.defaultSession.listenerCount('will-download'))
    expect(items).toBe(1)
    const saved = await started
    expect(saved).toBe(false)
  })

  test('asks the network nothing, whatever the policy says', async ({ app }) => {
    const failed = await app.electron.evaluate(async ({ session }) => {
      const outcome = await session.defaultSession.fetch('http://127.0.0.1:9/').then(
        () => 'answered',
        (error: unknown) => String(error)
      )
      return outcome
    })
    expect(failed).toContain('ERR_BLOCKED_BY_CLIENT')
  })
})

test.describe('the line to the product', () => {
  test('is given to the page', async ({ app }) => {
    const outcome = await callOverRawLine(app.page, 'page')
    expect(JSON.parse('answer' in outcome ? outcome.answer : '{}')).toMatchObject({ p: { b: { json: { platform: process.platform, isDevelopment: false } } } })
  })

  test('is refused to a frame inside it', async ({ app }) => {
    await app.page.evaluate(async () => {
      const frame = document.createElement('iframe')
      frame.srcdoc = '<p>inside</p>'
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
      document.body.append(frame)
      await loaded
    })
    const outcome = await callOverRawLine(app.page, 'frame')
    expect(outcome).not.toHaveProperty('answer')
  })

  test('is refused to a real frame inside it that gets as far as the main process', async ({ app }) => {
    await app.page.evaluate(async () => {
      const frame = Object.assign(document.createElement('iframe'), { srcdoc: '<p>inside</p>' })
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
      document.body.append(frame)
      await loaded
    })
    const ask = (who: 'top' | 'inner') =>
      app.electron.evaluate(({ BrowserWindow, ipcMain, MessageChannelMain }, who) => {
        const sender = BrowserWindow.getAllWindows()[0]?.webContents
        const { port1, port2 } = new MessageChannelMain()
        const outcome = new Promise((resolve) => {
          port1.on('message', () => resolve('answered'))
          port1.on('close', () => resolve('closed'))
        })
        port1.start()
        port1.postMessage(JSON.stringify({ i: '1', p: { u: '/host/info', b: { json: {} } } }))
        ipcMain.emit('agentkernel:connect', { sender, senderFrame: who === 'top' ? sender?.mainFrame : sender?.mainFrame.frames[0], ports: [port2] })
        return outcome
      }, who)
    expect(await ask('inner')).toBe('closed')
    expect(await ask('top')).toBe('answered')
  })

  test('is refused to another origin, asked for through the same preload', async ({ app }) => {
    const outcome = await app.electron.evaluate(async ({ BrowserWindow, app: electronApp, ipcMain }) => {
      const path = process.getBuiltinModule('node:path')
      const preload = path.join(electronApp.getAppPath(), 'out/preload/index.cjs')
      const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
      await stranger.loadURL('about:blank')
      const asked = new Promise<boolean>((resolve) => ipcMain.on('agentkernel:connect', (event) => event.sender === stranger.webContents && resolve(true)))
      const answer = await stranger.webContents.executeJavaScript(`new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve('answered')
        port1.onclose = () => resolve('closed')
        port1.postMessage(JSON.stringify({ i: '1', p: { u: '/host/info', b: { json: {} } } }))
        window.postMessage('agentkernel:connect', '*', [port2])
        setTimeout(() => resolve('silent'), 2000)
      })`)
      const heard = await asked
      stranger.destroy()
      return { heard, answer }
    })
    expect(outcome.heard).toBe(true)
    expect(outcome.answer).not.toBe('answered')
  })

  test('is one per window: asking again ends the one before', async ({ app }) => {
    const outcome = await app.page.evaluate(async () => {
      const ask = (): MessagePort => {
        const { port1, port2 } = new MessageChannel()
        window.postMessage('agentkernel:connect', '*', [port2])
        return port1
      }
      const first = ask()
      const closed = new Promise((resolve) => first.addEventListener('close', () => resolve('closed')))
      first.start()
      await new Promise((resolve) => setTimeout(resolve, 200))
      ask().start()
      return Promise.race([closed, new Promise((resolve) => setTimeout(() => resolve('open'), 3000))])
    })
    expect(outcome).toBe('closed')
  })

  test('is built anew when the page reloads, and nothing of the old one stays', async ({ app }) => {
    await app.page.reload()
    expect(await callOverRawLine(app.page, 'page')).toHaveProperty('answer')
    await app.page.reload()
    expect(await callOverRawLine(app.page, 'page')).toHaveProperty('answer')
  })

  test('refuses a path that the dialog did not give', async ({ app }) => {
    const outcome = await app.page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const { port1, port2 } = new MessageChannel()
          port1.addEventListener('message', ({ data }) => resolve(String(data)))
          port1.start()
          window.postMessage('agentkernel:connect', '*', [port2])
          port1.postMessage(JSON.stringify({ i: '1', p: { u: '/project/inspect', b: { json: { folder: '/etc' } } } }))
        })
    )
    expect(outcome).toContain('PATH_REFUSED')
  })
})

test('a page that crashes is loaded again', async ({ app }) => {
  const reloaded = app.electron.evaluate(
    ({ BrowserWindow }) =>
      new Promise((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        contents?.once('did-finish-load', () => resolve(contents.getURL()))
        contents?.forcefullyCrashRenderer()
      })
  )
  expect(await reloaded).toMatch(/^app:\/\/agentkernel\//)
})

test('a second start brings the first window forward and ends', async ({ app, launch }) => {
  const isShown = (): Promise<boolean | undefined> => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  expect(await isShown()).toBe(false)
  await expect(launch()).rejects.toThrow()
  await expect.poll(isShown).toBe(true)
  expect(app.electron.windows()).toHaveLength(1)
})

test('the window comes back where it was', async ({ launch }) => {
  const boundsOf = async ({ electron }: RunningApp) => await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  const first = await launch()
  await first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 60, y: 80, width: 900, height: 640 }))
  await expect.poll(() => boundsOf(first)).toMatchObject({ width: 900, height: 640 })
  await first.quit()
  expect(await boundsOf(await launch())).toMatchObject({ width: 900, height: 640 })
})
