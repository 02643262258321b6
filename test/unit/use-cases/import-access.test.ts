import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { begin, refusalOf } from './stores.ts'

const file = 'Company;Owner\r\nPomme;ben@verger.example\r\n'
const mapping = { Company: 'company.name', Owner: 'company.owner' } as const

describe('Imports and access', () => {
  it('ACC-3 somebody else’s import is not gone on with, nor is its receipt told', async () => {
    const { anne, ben } = await begin(memoryStore())
    const theirs = await anne.imports.preview(file, { mapping, ownerId: null })
    await anne.imports.apply(theirs)
    const mine = await ben.imports.preview(file, { mapping })
    const taken = { ...mine, importId: theirs.importId }
    expect(await refusalOf(ben.imports.apply(taken, { file }), 'not-found')).toMatchObject({
      details: { kind: 'import', id: theirs.importId },
    })
  })

  it('ACC-2 an import makes no records that the importer could not see', async () => {
    const { anne, benId, cara, caraId } = await begin(memoryStore())
    await anne.workspace.members.changeRole(caraId, 'restricted')
    // For Cara, Ben is nobody who could be made an owner.
    const preview = await cara.imports.preview(file, { mapping })
    expect(preview.issues).toMatchObject([{ code: 'owner-unknown', column: 'Owner' }])
    await cara.imports.apply(preview)
    expect(await anne.companies.count()).toBe(0)
    const unknownOwner = { memberId: benId }
    expect(await refusalOf(cara.imports.run(file, { mapping, unknownOwner }), 'forbidden')).toBeDefined()
    await cara.imports.run('Company\r\nPoire\r\n')
    expect(await cara.companies.count()).toBe(1)
  })
})
