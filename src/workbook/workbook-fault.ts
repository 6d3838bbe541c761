/** Why a workbook cannot be read at all; the closed list that the import explains to people. */
export type WorkbookFault =
  | 'not-a-zip'
  | 'encrypted'
  | 'macro'
  | 'binary'
  | 'not-a-workbook'
  | 'too-many-parts'
  | 'too-large'
  | 'inflates-too-much'
  | 'too-many-texts'
  | 'damaged'

/** Nothing of the workbook can be trusted; `part` is the part inside it where that showed, where one is to blame. */
export class UnreadableWorkbook extends Error {
  readonly fault: WorkbookFault
  readonly part: string

  constructor(fault: WorkbookFault, part = '') {
    super(part ? `${fault}: ${part}` : fault)
    this.name = 'UnreadableWorkbook'
    this.fault = fault
    this.part = part
  }
}
