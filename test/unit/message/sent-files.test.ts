/** How files that go along with a mail may be named, and how much they may come to. Rules: docs/concepts/messages.md (MSG-1). */
import { isContentId, isMediaType, judgeFiles, usualFilesLimit } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

describe('Files of a mail', () => {
  it.each([
    { sizes: [], limit: 0, problems: [] },
    { sizes: [10], limit: 10, problems: [] },
    { sizes: [4, 6], limit: 10, problems: [] },
    { sizes: [5, 6], limit: 10, problems: [{ path: 'files', problem: 'too-large', bytes: 11, limit: 10 }] },
    { sizes: [usualFilesLimit], limit: usualFilesLimit, problems: [] },
  ])('MSG-1 files of $sizes bytes with the limit $limit: $problems.length problems', ({ sizes, limit, problems }) => {
    const found = judgeFiles(
      sizes.map((size) => ({ size })),
      limit,
    )
    expect(found.map(({ remedy: _said, ...problem }) => problem)).toEqual(problems)
    for (const { remedy } of found) expect(remedy).toContain(`${limit} bytes`)
  })

  it.each([
    ['application/pdf', true],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', true],
    ['image/svg+xml', true],
    ['', false],
    ['pdf', false],
    ['application/', false],
    ['text/html; charset=utf-8', false],
    ['text/html\r\nBcc: eva@secret.example', false],
    [`text/${'a'.repeat(128)}`, false],
  ])('MSG-1 %j is a media type: %j', (text, expected) => {
    expect(isMediaType(text)).toBe(expected)
  })

  it.each([
    ['logo', true],
    ['logo.1@verger.example', true],
    ['', false],
    ['<logo>', false],
    ['my logo', false],
    ['logo\r\nBcc: eva@secret.example', false],
    ['lögo', false],
    ['a'.repeat(201), false],
  ])('MSG-1 %j is a name for a picture: %j', (text, expected) => {
    expect(isContentId(text)).toBe(expected)
  })
})
