import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { App } from '../app/app'
import '../design/base.css'
import { createFakeWindowApi } from './fake-api'
import { scenarios } from './scenarios'

z.config({ jitless: true })

const name = new URLSearchParams(location.search).get('scenario') ?? 'busy'
const { api } = createFakeWindowApi(scenarios[name]?.())
const never = new Promise<void>(() => undefined)
const root = document.querySelector('#root')
const connect = () => ({ api, closed: never })
if (root) createRoot(root).render(<App first={connect()} connect={connect} />)
