import { FirecrackerApi } from '../api/firecracker-api'
import { SandboxFiles, fileNames } from '../state/sandbox-files'
import { bootMachine, type BootOptions } from '../vmm/boot-machine'
import { endMonitor } from '../vmm/end-monitor'
import { clearAfter } from '../vmm/stop-machine'
import type { MakeTemplate } from './template-store'

const pauseMs = 10_000
/** It writes all of the guest's memory. */
const saveMs = 120_000

export type MakeOptions = Omit<BootOptions, 'files' | 'objectId' | 'name' | 'onProcess' | 'warm' | 'dies' | 'group'>

/** Boots a guest up to its agent's word that it listens, saves it, and ends it: it never goes on, so that whatever is made of it is the first to. */
export function createMakeTemplate(options: MakeOptions, signal: AbortSignal): MakeTemplate {
  return async ({ workDirectory, stateFile, memoryFile }, placeholders) => {
    const files = new SandboxFiles(workDirectory)
    const drives = [{ id: 'image', file: placeholders.image, isReadOnly: true }, { id: 'scratch', file: placeholders.scratch, isReadOnly: false }]
    const plan = { ...options.plan, drives }
    const booted = await bootMachine({ ...options, plan, files, objectId: 'template', name: 'template', dies: 'with us', group: null, warm: null, onProcess: () => Promise.resolve() }, signal)
    try {
      const api = new FirecrackerApi({ folder: workDirectory, socketName: fileNames.apiSocket })
      await api.patch('/vm', { state: 'Paused' }, { signal, timeoutMs: pauseMs })
      await api.put('/snapshot/create', { snapshot_type: 'Full', snapshot_path: stateFile, mem_file_path: memoryFile }, { signal, timeoutMs: saveMs })
    } finally {
      await endMonitor(booted.monitor, options.clock)
      await clearAfter({ files, state: booted })
    }
  }
}
