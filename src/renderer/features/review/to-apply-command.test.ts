import { describe, expect, it } from 'vitest'
import { toApplyCommand } from './to-apply-command'

const plain = (path: string) => ({ path, flags: [] })
const files = [plain('a.ts'), plain('b c.ts'), { path: '.git/hooks/pre-commit', flags: ['git' as const] }, { path: 'both.ts', flags: ['conflict' as const] }, { path: 'link', flags: [], barrier: 'link' as const }]

describe('the line that brings back', () => {
  it('names nothing where all is chosen that nothing speaks against', () => {
    expect(toApplyCommand('web', files, files.slice(0, 2))).toBe('agentkernel apply web')
  })

  it('names what is chosen otherwise, and agrees to losing what changed on both sides', () => {
    expect(toApplyCommand('web', files, files.slice(1, 3))).toBe("agentkernel apply web 'b c.ts' .git/hooks/pre-commit")
    expect(toApplyCommand('web', files, files.slice(3, 4))).toBe('agentkernel apply web both.ts --overwrite')
  })
})
