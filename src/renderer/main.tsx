import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { windowApi } from '#contract/window-api'
import { createClient, openWindowPort } from '#rpc/client'
import { App } from './app/app'
import './design/base.css'

// zod compiles its parsers with `new Function` where it may; the content policy does not let it.
z.config({ jitless: true })

const connect = () => createClient(windowApi, openWindowPort(window))
// Before anything is drawn: the host takes the line meanwhile.
const first = connect()
const root = document.querySelector('#root')
if (root) createRoot(root).render(<App first={first} connect={connect} />)
