import {
  addStep,
  builtInKeys,
  changePipeline,
  checkWithheld,
  choosePresets,
  definePipelines,
  definePipelinesOrThrow,
  findStep,
  labelIn,
  mayUse,
  type NewPipeline,
  type NewStep,
  presetPipelines,
  removeStep,
  replaceStep,
  typesOf,
  usablePipelines,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { applied, issuesOf, occasion, refusalOf, sale, through, valueIn } from './scene.ts'

const lease: NewPipeline = {
  key: 'lease',
  label: 'Lease',
  steps: [
    { key: 'visit', kind: 'lead', label: 'Visit' },
    { key: 'offer', kind: 'open', label: { en: 'Offer', fr: 'Offre' } },
    { key: 'signed', kind: 'won', label: 'Signed' },
    { key: 'refused', kind: 'lost', label: 'Refused' },
  ],
}

const step: NewStep = { key: 'visit', kind: 'lead', label: 'Visit' }

function withStep(fields: object): readonly string[] {
  return issuesOf(definePipelines([{ ...lease, steps: [...lease.steps, { ...step, key: 'last', ...fields }] }]))
}

describe('INT-3 Presets', () => {
  it('INT-3 have the steps of the table: w is won, l lost, * stamps', () => {
    const table = presetPipelines.map(({ key, steps }) => {
      const marks = steps.map(
        (each) =>
          `${each.key}${{ won: ' w', lost: ' l', lead: ' lead', open: '' }[each.kind]}${each.stampsUpdateDate ? '*' : ''}`,
      )
      return `${key}: ${marks.join(' · ')}`
    })
    expect(table).toEqual([
      'sale: first-contact · qualification · needs-analysis · quote-sent · negotiation · won w* · lost l',
      'purchase: need · quotes-requested · quotes-received · ordered · shipped · reception w* · cancelled l',
      'transport: request · planned · prepared · loaded · on-the-way · arrived · positive-reception w* · negative-reception l',
      'project: idea · scope · plan · kick-off · realization · acceptance-tests · provisional-delivery · final-delivery w* · abandoned l',
      'support: received · diagnosis · in-treatment · solution-proposed · confirmation-report w* · not-resolved l',
      'sales-invoice: to-prepare · sent · partly-paid · disputed · overdue · reminder-by-email · formal-notice · paid w* · written-off l',
      'purchase-invoice: received · checked · approved · payment-planned · paid w* · refused l',
      'recruitment: request · profile-defined · candidates-chosen · interviews · placed w* · not-placed l',
      'administrative: open',
      'hr: open',
      'marketing: open',
      'email: open',
      'email-pending: open',
      'private: open',
      'minicrm-sales: discovery lead · in-progress · won w* · lost l',
      'onlyoffice-deal: initial-contact · initial-fit-criteria · suspect · need-assessment · qualified-prospect · proposal · negotiations · closed w* · unsuccessful l',
    ])
  })

  it('INT-3 the probabilities of ONLYOFFICE are its own, others are even steps', () => {
    const of = (key: string) => presetPipelines.find((each) => each.key === key)?.steps.map((each) => each.probability)
    expect(of('onlyoffice-deal')).toEqual([1, 2, 3, 20, 50, 75, 90, 100, 0])
    expect(of('sale')).toEqual([15, 35, 50, 65, 85, 100, 0])
    expect(of('private')).toEqual([50])
  })

  it('INT-3 are labelled in four languages, Romanian with commas below', () => {
    for (const { label, steps } of presetPipelines) {
      for (const labels of [label, ...steps.map((each) => each.label)]) {
        expect(Object.keys(labels)).toEqual(['en', 'fr', 'ro', 'hu'])
        for (const text of Object.values(labels)) expect(text).toMatch(/^\S(?:.*\S)?$/)
        expect(labels.ro).not.toMatch(/[şţŞŢ]/)
      }
    }
  })

  it('INT-3 could have been defined by a host, all but the built-in ones', () => {
    const own = presetPipelines.filter(({ key }) => !builtInKeys.some((builtIn) => builtIn === key))
    const builtIn = choosePresets([])
    expect(valueIn(definePipelines(own))).toEqual([...own, ...builtIn])
  })

  it('INT-3 are chosen in the order asked for, and the built-in ones stand behind', () => {
    const keys = choosePresets(['support', 'sale', 'private']).map(({ key }) => key)
    expect(keys).toEqual(['support', 'sale', 'private', 'email', 'email-pending'])
  })
})

describe('INT-3 Defining pipelines', () => {
  it('INT-3 fills in color, probability and stamp by the kind of the step', () => {
    const [defined] = valueIn(definePipelines([lease]))
    expect(defined?.steps).toEqual([
      {
        key: 'visit',
        kind: 'lead',
        label: { en: 'Visit' },
        probability: 35,
        color: '#78909c',
        stampsUpdateDate: false,
      },
      {
        key: 'offer',
        kind: 'open',
        label: { en: 'Offer', fr: 'Offre' },
        probability: 65,
        color: '#1e88e5',
        stampsUpdateDate: false,
      },
      {
        key: 'signed',
        kind: 'won',
        label: { en: 'Signed' },
        probability: 100,
        color: '#2e7d32',
        stampsUpdateDate: true,
      },
      {
        key: 'refused',
        kind: 'lost',
        label: { en: 'Refused' },
        probability: 0,
        color: '#c62828',
        stampsUpdateDate: false,
      },
    ])
  })

  it('INT-11 adds the built-in pipelines to whatever a host defines', () => {
    expect(valueIn(definePipelines([lease], { presets: ['sale'] })).map(({ key }) => key)).toEqual([
      'sale',
      'lease',
      ...builtInKeys,
    ])
  })

  it.each([
    ['a key that is none', { key: 'Last step' }, '0.steps.4.key invalid-format'],
    ['a key that begins with a digit, which objects would put first', { key: '1st' }, '0.steps.4.key invalid-format'],
    ['a key twice', { key: 'visit' }, '0.steps.4.key contradiction'],
    ['a kind that is none', { kind: 'closed' }, '0.steps.4.kind unknown-option'],
    ['no label', { label: ' ' }, '0.steps.4.label missing'],
    ['labels without a text', { label: { fr: '' } }, '0.steps.4.label missing'],
    ['a color that is none', { color: 'red' }, '0.steps.4.color invalid-format'],
    ['a probability over 100', { probability: 101 }, '0.steps.4.probability out-of-range'],
    ['half a percent', { probability: 0.5 }, '0.steps.4.probability out-of-range'],
    ['a won step of 90 %', { kind: 'won', probability: 90 }, '0.steps.4.probability contradiction'],
    ['a lost step of 10 %', { kind: 'lost', probability: 10 }, '0.steps.4.probability contradiction'],
    ['a lost step that stamps', { kind: 'lost', stampsUpdateDate: true }, '0.steps.4.stampsUpdateDate contradiction'],
  ])('INT-3 refuses %s', (_, fields, issue) => {
    expect(withStep(fields)).toEqual([issue])
  })

  it('INT-3 refuses a pipeline without a step to go on at, one that is there, and one too many', () => {
    const final = { ...lease, steps: lease.steps.filter(({ kind }) => kind === 'won') }
    expect(issuesOf(definePipelines([final]))).toEqual(['0.steps missing'])
    expect(issuesOf(definePipelines([lease, lease]))).toEqual(['1.key contradiction'])
    expect(issuesOf(definePipelines([{ ...lease, key: 'sale' }], { presets: ['sale'] }))).toEqual([
      '0.key contradiction',
    ])
    expect(issuesOf(definePipelines([{ ...lease, key: 'private' }]))).toEqual(['0.key contradiction'])
    const many = Array.from({ length: 98 }, (_, index) => ({ ...lease, key: `p${index}` }))
    expect(issuesOf(definePipelines(many))).toEqual([' too-many'])
    const steps = Array.from({ length: 101 }, (_, index) => ({ ...step, key: `s${index}` }))
    expect(issuesOf(definePipelines([{ ...lease, steps }]))).toEqual(['0.steps too-many'])
  })

  it('INT-3 the throwing twin says what is wrong', () => {
    expect(() => definePipelinesOrThrow([{ ...lease, key: 'L' }])).toThrow(/0\.key has the wrong format/)
    expect(definePipelinesOrThrow([lease])).toEqual(valueIn(definePipelines([lease])))
  })

  it('INT-3 a label falls back to English, to any language, to the key', () => {
    expect(labelIn({ key: 'k', label: { en: 'E', fr: 'F' } }, 'fr')).toBe('F')
    expect(labelIn({ key: 'k', label: { en: 'E', fr: 'F' } }, 'hu')).toBe('E')
    expect(labelIn({ key: 'k', label: { ro: 'R' } }, 'hu')).toBe('R')
    expect(labelIn({ key: 'k', label: {} }, 'hu')).toBe('k')
  })

  it('INT-3 a step is found by both keys, and by nothing else', () => {
    expect(findStep(presetPipelines, 'sale/won')?.step.kind).toBe('won')
    for (const type of ['sale', 'sale/', 'sale/won/x', 'won', '/won', 'Sale/won', '']) {
      expect(findStep(presetPipelines, type)).toBeNull()
    }
  })
})

describe('INT-3 Changing pipelines', () => {
  const pipelines = valueIn(definePipelines([lease]))

  it('INT-3 label, order, color, probability and stamp change at any time; key and kind stay', () => {
    const changed = valueIn(
      changePipeline(pipelines, 'lease', {
        label: { en: 'Rent', hu: 'Bérlet' },
        order: ['offer', 'visit', 'refused', 'signed'],
        steps: [
          { key: 'offer', label: 'Proposal', color: '#ABCDEF', probability: 70, stampsUpdateDate: true },
          { key: 'signed', probability: 100, stampsUpdateDate: false },
        ],
      }),
    )
    const [changedLease, ...rest] = changed
    expect(rest).toEqual(pipelines.slice(1))
    expect(changedLease?.label).toEqual({ en: 'Rent', hu: 'Bérlet' })
    expect(changedLease?.steps.map(({ key }) => key)).toEqual(['offer', 'visit', 'refused', 'signed'])
    expect(changedLease?.steps[0]).toEqual({
      key: 'offer',
      kind: 'open',
      label: { en: 'Proposal' },
      probability: 70,
      color: '#abcdef',
      stampsUpdateDate: true,
    })
    expect(changedLease?.steps[3]).toMatchObject({ key: 'signed', kind: 'won', stampsUpdateDate: false })
    expect(valueIn(changePipeline(pipelines, 'lease', {}))).toEqual(pipelines)
  })

  it.each([
    ['an unknown pipeline', 'rent', {}, 'key unknown-option'],
    ['an unknown step', 'lease', { steps: [{ key: 'x' }] }, 'steps.0.key unknown-option'],
    ['a step twice', 'lease', { steps: [{ key: 'visit' }, { key: 'visit' }] }, 'steps.1.key contradiction'],
    ['an order that leaves one out', 'lease', { order: ['offer', 'visit', 'signed'] }, 'order contradiction'],
    ['an order that names one twice', 'lease', { order: ['offer', 'visit', 'visit', 'signed'] }, 'order contradiction'],
    [
      'an order that names a stranger',
      'lease',
      { order: ['offer', 'visit', 'refused', 'signed', 'x'] },
      'order contradiction',
    ],
    [
      'a won step of 90 %',
      'lease',
      { steps: [{ key: 'signed', probability: 90 }] },
      'steps.0.probability contradiction',
    ],
    [
      'a lost step that stamps',
      'lease',
      { steps: [{ key: 'refused', stampsUpdateDate: true }] },
      'steps.0.stampsUpdateDate contradiction',
    ],
  ])('INT-3 refuses %s', (_, key, changes, issue) => {
    expect(issuesOf(changePipeline(pipelines, key, changes))).toEqual([issue])
  })

  it('INT-3 a step is added where it is wanted', () => {
    const added = valueIn(
      addStep(pipelines, 'lease', { key: 'checked', kind: 'open', label: 'Checked' }, { before: 'signed' }),
    )
    expect(added[0]?.steps.map(({ key, probability }) => `${key} ${probability}`)).toEqual([
      'visit 35',
      'offer 65',
      'checked 75',
      'signed 100',
      'refused 0',
    ])
    expect(issuesOf(addStep(pipelines, 'lease', step))).toEqual(['steps.4.key contradiction'])
    expect(issuesOf(addStep(pipelines, 'lease', { ...step, key: 'x' }, { before: 'y' }))).toEqual([
      'before unknown-option',
    ])
    expect(issuesOf(addStep(pipelines, 'rent', step))).toEqual(['key unknown-option'])
  })

  it('INT-3 a step in use goes only when its replacement is named, one that is not final for one that is not', () => {
    const used = removeStep(presetPipelines, 'sale/quote-sent', { isInUse: true })
    expect(refusalOf(used).issues[0]).toMatchObject({
      path: 'replacement',
      problem: 'missing',
      allowed: ['sale/first-contact', 'sale/qualification', 'sale/needs-analysis', 'sale/negotiation'],
    })
    const how = { isInUse: true, replacement: 'sale/negotiation' }
    const { pipelines: rest, replaced } = valueIn(removeStep(presetPipelines, 'sale/quote-sent', how))
    expect(replaced).toEqual({ from: 'sale/quote-sent', to: 'sale/negotiation' })
    expect(findStep(rest, 'sale/quote-sent')).toBeNull()
    expect(
      issuesOf(removeStep(presetPipelines, 'sale/quote-sent', { isInUse: true, replacement: 'sale/won' })),
    ).toEqual(['replacement unknown-option'])
    expect(
      issuesOf(removeStep(presetPipelines, 'sale/quote-sent', { isInUse: true, replacement: 'sale/quote-sent' })),
    ).toEqual(['replacement unknown-option'])
    const unused = valueIn(removeStep(presetPipelines, 'sale/quote-sent', { isInUse: false }))
    expect(unused.replaced).toBeNull()
  })

  it('INT-3 a won step in use goes only for another won one, and the last one to go on at stays', () => {
    expect(refusalOf(removeStep(presetPipelines, 'sale/won', { isInUse: true })).issues[0]).toMatchObject({
      problem: 'missing',
      allowed: [],
    })
    expect(valueIn(removeStep(presetPipelines, 'sale/won', { isInUse: false })).replaced).toBeNull()
    expect(issuesOf(removeStep(presetPipelines, 'private/open', { isInUse: false }))).toEqual(['type missing'])
    expect(issuesOf(removeStep(presetPipelines, 'sale/x', { isInUse: false }))).toEqual(['type unknown-option'])
  })

  it('INT-3 matters follow the replacement, and nothing is concluded, reopened or stamped by it', () => {
    const replaced = { from: 'sale/quote-sent', to: 'sale/negotiation' } as const
    const onIt = through(sale, [{ kind: 'move', to: 'sale/quote-sent' }])
    expect(replaceStep(onIt, replaced)).toEqual({ ...onIt, type: 'sale/negotiation' })
    const won = through(onIt, [{ kind: 'conclude', outcome: 'won' }])
    expect(replaceStep(won, replaced)).toEqual({ ...won, cameFrom: 'sale/negotiation' })
    expect(replaceStep(sale, replaced)).toBe(sale)
    // A host that forgets to do so: reopening finds a step that is there.
    const { pipelines: rest } = valueIn(removeStep(presetPipelines, 'sale/quote-sent', { isInUse: false }))
    expect(applied(won, { kind: 'reopen' }, occasion({ pipelines: rest })).interaction.type).toBe('sale/negotiation')
  })
})

describe('INT-11 Pipelines of a member', () => {
  it('INT-11 are those that are not withheld', () => {
    const withheld = valueIn(checkWithheld(['purchase', 'hr', 'purchase'], presetPipelines))
    expect(withheld).toEqual(['purchase', 'hr'])
    const usable = usablePipelines(withheld, presetPipelines).map(({ key }) => key)
    expect(usable).toEqual(presetPipelines.map(({ key }) => key).filter((key) => key !== 'purchase' && key !== 'hr'))
  })

  it.each(builtInKeys)('INT-11 %s can be withheld from nobody', (key) => {
    const { issues } = refusalOf(checkWithheld(['sale', key], presetPipelines))
    expect(issues).toMatchObject([{ path: '1', problem: 'contradiction', value: key }])
    expect(issues[0]?.allowed).not.toContain(key)
    expect(mayUse([key], key)).toBe(true)
  })

  it('INT-11 an unknown pipeline is refused', () => {
    expect(issuesOf(checkWithheld(['x'], presetPipelines))).toEqual(['0 unknown-option'])
  })

  it('INT-11 nobody moves a matter into a pipeline that is withheld from him', () => {
    const at = occasion({ withheld: ['purchase', 'sale'] })
    for (const command of [
      { kind: 'change-type', to: 'purchase/need' },
      { kind: 'move', to: 'sale/negotiation' },
      { kind: 'conclude', to: 'sale/won' },
    ] as const) {
      expect(() => applied(sale, command, at)).toThrow(/may use/)
    }
    expect(applied(sale, { kind: 'change-type', to: 'private/open' }, at).interaction.type).toBe('private/open')
    expect(applied(sale, { kind: 'conclude' }, at).interaction.state).toBe('done')
    expect(typesOf({ ...lease, label: {}, steps: [] })).toEqual([])
  })
})
