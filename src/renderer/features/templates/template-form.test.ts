import { expect, it } from 'vitest'
import { templateFileSchema } from '#contract/template'
import { templateFormSchema, toOwnFile, toTemplateFile, toTemplateForm, toTemplateId } from './template-form'

const file = templateFileSchema.parse({
  title: 'Team tools',
  kind: 'agent',
  description: 'What the team works with.',
  spec: { image: 'node:22', vcpus: 2, network: false, labels: { team: 'a' } },
  packages: ['git'],
  setUp: [['sh', '-c', 'echo "a b" |\ncat'], ['npm', 'install', '-g', 'x']],
  environment: [{ name: 'TEAM_TOKEN', isSecret: true, isRequired: true }],
  hosts: ['example.org'],
  recognises: ['team.json']
})

it('comes out of the form as it went in, with what the form does not show', () => {
  const values = toTemplateForm(file)
  expect(templateFormSchema.safeParse(values).success).toBe(true)
  expect(toTemplateFile(values, file)).toEqual(file)
})

it('takes over what was changed, and leaves open what was emptied', () => {
  const changed = toTemplateFile({ ...toTemplateForm(file), description: '', vcpus: null, memoryMb: 512, network: 'open', profile: 'restrictive', setUp: 'apk add git && true\n\necho done', environment: [{ name: 'OTHER', isSecret: false }] }, file)
  expect(changed).toMatchObject({ spec: { image: 'node:22', memoryMb: 512, profile: 'restrictive', labels: { team: 'a' } }, setUp: [['sh', '-c', 'apk add git && true'], ['echo', 'done']], environment: [{ name: 'OTHER', isSecret: false, isRequired: false }] })
  expect(changed.spec).not.toHaveProperty('vcpus')
  expect(changed.spec).not.toHaveProperty('network')
  expect(changed).not.toHaveProperty('description')
})

it.each([
  ['an open quote', { setUp: "echo 'a" }],
  ['a title without a letter', { title: '!!!' }],
  ['a variable without a name', { environment: [{ name: '', isSecret: false }] }],
  ['an image that is none', { image: 'a b' }]
])('is refused with %s', (_what, patch) => {
  expect(templateFormSchema.safeParse({ ...toTemplateForm(file), ...patch }).success).toBe(false)
})

it('names its file after its title', () => {
  expect(['Team tools', 'Größe & Maß', '--- a'].map(toTemplateId)).toEqual(['team-tools', 'gro-e-ma', 'a'])
})

it('is the file again of what was listed: its own words, not those that came with the product', () => {
  const { description: _own, ...rest } = file
  expect(toOwnFile({ ...rest, id: 'team-tools', isOwn: true, description: { key: 'templates.own', params: { description: 'What the team works with.' } }, needs: [] })).toEqual(file)
  expect(toOwnFile({ ...rest, id: 'node', isOwn: false, description: { key: 'templates.description.node' }, needs: [] })).toEqual(rest)
})
