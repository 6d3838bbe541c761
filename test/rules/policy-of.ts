import type { ParameterName, ParameterTypes } from '../../src/policy/parameters.ts'
import type { Citation } from '../../src/policy/policy-book.ts'
import type { Lookup } from '../../src/rules/define-rule.ts'

export type Values = { readonly [P in ParameterName]?: ParameterTypes[P] }

/** A look-up in one invented document, 示例民发〔2099〕1号, whose articles are named after the parameters. */
export function policyOf(values: Values): Lookup {
  return <P extends ParameterName>(parameter: P) => {
    const value = values[parameter] as ParameterTypes[P] | undefined
    if (value === undefined) return null
    return { value, citation: citationOf(parameter) }
  }
}

const citations = new Map<string, Citation>()

/** One object a parameter, as the policy book gives. */
function citationOf(parameter: ParameterName): Citation {
  const known = citations.get(parameter)
  if (known) return known
  const citation = { document: '示例民发〔2099〕1号', article: parameter }
  citations.set(parameter, citation)
  return citation
}

/** The same look-up, writing down what it is asked. */
export function recording(lookup: Lookup, asked: Set<ParameterName>): Lookup {
  return (parameter) => {
    asked.add(parameter)
    return lookup(parameter)
  }
}
