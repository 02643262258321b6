import { describe, expect, it } from 'vitest'
import {
  foldPersonName,
  type PersonName,
  personNamesAgree,
  personNamesCompatible,
} from '../../../src/identity/person-name.ts'

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
    [named('Dr. Anna', 'Nagy'), named('Anna', 'Kiss')],
    [named('Dr.', 'Nagy'), named('dr', 'Nagy')],
    [named('Dr.', 'Nagy'), named('Anna', 'Nagy')],
    [named('Ben', 'Smith'), named('Ben', 'Jones')],
    [named('Dr.', ''), named('dr', '')],
  ])('IDN-2 %j and %j are compatible', (a, b) => {
    expect(personNamesCompatible(a, b)).toBe(true)
    expect(personNamesCompatible(b, a)).toBe(true)
  })
  it.each<[PersonName, PersonName]>([
    [named('Jean', 'Dupont'), named('Marie', 'Martin')],
    [named('J.', 'Dupont'), named('Jean', 'Martin')],
    [named('Jean', 'de la Tour'), named('Marie', 'de la Croix')],
    [named('Dr. László', 'Nagy'), named('Dr. Péter', 'Kiss')],
    [named('László', 'dr. Nagy'), named('Péter', 'dr. Kiss')],
    [named('Dr.', 'Nagy'), named('Dr.', 'Kiss')],
    [named('Mme', 'Martin'), named('Mme', 'Durand')],
    [named('Mme Anne', 'Martin'), named('Mme Claire', 'Durand')],
    [named('Ing. Ion', 'Popescu'), named('Ing. Vasile', 'Ionescu')],
    [named('Prof. Dr. Eva', 'Braun'), named('Prof. Dr. Karl', 'Schmidt')],
    [{ givenName: 'Jean' }, { familyName: 'Martin' }],
    [{ familyName: 'Dupont' }, { familyName: 'Martin' }],
  ])('IDN-2 %j and %j are incompatible', (a, b) => {
    expect(personNamesCompatible(a, b)).toBe(false)
    expect(personNamesCompatible(b, a)).toBe(false)
  })
  it.each<[string, PersonName, PersonName]>([
    ['an initial', named('J.', 'Dupont'), named('Jean', 'Dupont')],
    ['an initial of the family name', named('Jean', 'D.'), named('Jean', 'Dupont')],
    ['a swapped order', named('Dupont', 'Jean'), named('Jean', 'Dupont')],
    ['a married name that keeps the former one', named('Marie', 'Martin-Dupont'), named('Marie', 'Dupont')],
    ['a second given name', named('Jean', 'Dupont'), named('Jean-Pierre', 'Dupont')],
    ['a title in place of a given name', named('Dr.', 'Nagy'), named('Anna', 'Nagy')],
    ['a name in part', { givenName: 'Jean' }, named('Jean', 'Dupont')],
    ['a whole name as a family name', { familyName: 'Jean Dupont' }, named('Jean', 'Dupont')],
    ['no name', {}, named('Jean', 'Dupont')],
  ])('IDN-5 %s: nothing that both say differs', (_case, a, b) => {
    expect(personNamesAgree(a, b)).toBe(true)
    expect(personNamesAgree(b, a)).toBe(true)
  })
  it.each<[string, PersonName, PersonName]>([
    ['another family name', named('Jean', 'Dupain'), named('Jean', 'Seul')],
    ['a married name that replaces the former one', named('Marie', 'Dupont'), named('Marie', 'Martin')],
    ['a misspelling', named('Jean', 'Dupont'), named('Jean', 'Dupond')],
    ['another given name', named('Marie', 'Dupont'), named('Paul', 'Dupont')],
    ['another family name in swapped order', named('Dupain', 'Jean'), named('Jean', 'Seul')],
  ])('IDN-5 %s: compatible, yet one name differs', (_case, a, b) => {
    expect(personNamesCompatible(a, b)).toBe(true)
    expect(personNamesAgree(a, b)).toBe(false)
    expect(personNamesAgree(b, a)).toBe(false)
  })
})
