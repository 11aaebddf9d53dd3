import { expect, test } from 'vitest'
import { isUpdateFeed } from './update-feed'

test('updates come by https, or from this very machine', () => {
  expect(isUpdateFeed('https://updates.example.com/agentkernel/')).toBe(true)
  expect(isUpdateFeed('http://127.0.0.1:8080/latest-linux.yml?noCache=1')).toBe(true)
})

test.each(['http://updates.example.com/', 'http://localhost/', 'http://127.0.0.1.example.com/', 'https://user:secret@example.com/', 'file:///etc/passwd', 'ftp://127.0.0.1/', 'updates', ''])('not from %j', (text) => {
  expect(isUpdateFeed(text)).toBe(false)
})
