import { describe, expect, it } from 'vitest'
import { foldPersonName, type PersonName, personNamesCompatible } from '../../../src/identity/person-name.ts'

const named = (givenName: string, familyName: string): PersonName => ({ givenName, familyName })

describe('IDN-2 names of people', () => {
  it('IDN-2 a name is folded, and a hyphen is a blank', () => {
    expect(foldPersonName('Jean-François LEFÈVRE')).toBe('jean francois lefevre')
  })
  it.each<[PersonName, PersonName]>([
    [named('Jean', 'Dupont'), named('JEAN', 'DUPONT')],
    [named('Jean', 'Dupont'), named('Dupont', 'Jean')],
    [named('J.', 'Dupont'), named('Jean', 'Dupont')],
    [named('Jean', 'D.'), named('J', 'Dupont')],
    [named('D.', 'J.'), named('Jean', 'Dupont')],
    [named('Marie', 'Dupont'), named('Marie', 'Martin')],
    [named('Marie', 'Martin-Dupont'), named('M.', 'Dupont')],
    [named('Marie', 'Dupont'), named('Paul', 'Dupont')],
    [{ familyName: 'Jean Dupont' }, named('Jean', 'Dupont')],
    [{}, named('Jean', 'Dupont')],
    [named('', ' '), named('Jean', 'Dupont')],
    [named('István', 'Kovács'), named('Kovacs', 'Istvan')],
    [{ givenName: 'J.' }, { givenName: 'Jean' }],
    [named('De', 'La'), named('de', 'la')],
  ])('IDN-2 %j and %j are compatible', (a, b) => {
    expect(personNamesCompatible(a, b)).toBe(true)
    expect(personNamesCompatible(b, a)).toBe(true)
  })
  it.each<[PersonName, PersonName]>([
    [named('Jean', 'Dupont'), named('Marie', 'Martin')],
    [named('J.', 'Dupont'), named('Jean', 'Martin')],
    [named('Jean', 'de la Tour'), named('Marie', 'de la Croix')],
    [{ givenName: 'Jean' }, { familyName: 'Martin' }],
    [{ familyName: 'Dupont' }, { familyName: 'Martin' }],
  ])('IDN-2 %j and %j are incompatible', (a, b) => {
    expect(personNamesCompatible(a, b)).toBe(false)
    expect(personNamesCompatible(b, a)).toBe(false)
  })
})
