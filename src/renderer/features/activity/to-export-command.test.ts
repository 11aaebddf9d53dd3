import { expect, it } from 'vitest'
import { toExportCommand } from './to-export-command'

it('says what is shown, and nothing where the command cannot', () => {
  expect(toExportCommand({})).toBe('agentkernel activity --csv')
  expect(toExportCommand({ search: 'shop start', outcomes: ['failed'] })).toBe("agentkernel activity --search 'shop start' --failed --csv")
  expect(toExportCommand({ outcomes: ['done'] })).toBeNull()
  expect(toExportCommand({ actors: ['window'] })).toBeNull()
})
