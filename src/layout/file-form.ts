import { invariant } from '../kernel/invariant.ts'
import type { FileForm } from './form.ts'
import type { Layout } from './layout.ts'
import { TEXT_FORM } from './text-form.ts'
import { WORKBOOK_FORM } from './workbook-form.ts'

const FORMS: Partial<Record<Layout['kind'], FileForm>> = { text: TEXT_FORM, workbook: WORKBOOK_FORM }

/** Kinds of layout that this programme can write and read. */
export function isKnownKind(kind: Layout['kind']): boolean {
  return FORMS[kind] !== undefined
}

export function fileForm({ kind, layout }: Layout): FileForm {
  const form = FORMS[kind]
  invariant(form, `layout ${layout} is of kind ${kind}, which nothing writes`)
  return form
}
