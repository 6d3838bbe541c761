import { defineRule } from '../define-rule.ts'
import type { DibaoFacts } from './facts.ts'
import { namedPerson } from './named-person.ts'
import { payShareOfStandard, SHARE_CITES } from './share-of-standard.ts'

/** 单人保: an adult with a severe mental or intellectual disability, supported by family, is admitted alone. */
export const singlePerson = defineRule<DibaoFacts>({
  id: 'dibao.single-person',
  title: '单人保',
  editions: [
    {
      from: '2000-01',
      cites: ['dibao.single-person.share', ...SHARE_CITES],
      compute(facts, use) {
        const person = namedPerson(facts)
        if ('notPaid' in person) return person
        return payShareOfStandard(facts, use.need('dibao.single-person.share'), use)
      },
    },
  ],
})
