import type { WorkbookFault } from './workbook-fault.ts'

/** What a ZIP directory says of one part, before anything of it is inflated. Sizes are bytes. */
export interface ZipPart {
  readonly name: string
  readonly packed: number
  readonly inflated: number
  readonly encrypted: boolean
}

const MOST_PARTS = 5_000
const LARGEST_FILE = 512 * 1024 * 1024
/** A full sheet of 1,048,576 rows and 14 columns comes to about half of this. */
const LARGEST_INFLATED = 2 * 1024 * 1024 * 1024
/** Sheets of real tables inflate 8 to 60 times; deflate reaches a thousand only for what is made to harm. */
const HIGHEST_RATIO = 100
/** Below this a high ratio harms nobody: a drawing of nothing is small either way. */
const RATIO_MATTERS = 4 * 1024 * 1024

/** What is wrong with a ZIP of `fileSize` bytes by its directory alone; null when its parts may be inflated. */
export function directoryFault(
  fileSize: number,
  parts: readonly ZipPart[],
): { readonly fault: WorkbookFault; readonly part: string } | null {
  if (fileSize > LARGEST_FILE) return { fault: 'too-large', part: '' }
  if (parts.length > MOST_PARTS) return { fault: 'too-many-parts', part: '' }
  const names = new Set<string>()
  let total = 0
  for (const part of parts) {
    const fault = names.has(part.name.toLowerCase()) ? 'damaged' : partFault(part)
    if (fault) return { fault, part: part.name }
    names.add(part.name.toLowerCase())
    total += part.inflated
  }
  return total > LARGEST_INFLATED ? { fault: 'inflates-too-much', part: '' } : null
}

function partFault({ packed, inflated, encrypted }: ZipPart): WorkbookFault | null {
  if (encrypted) return 'encrypted'
  if (inflated > RATIO_MATTERS && inflated > packed * HIGHEST_RATIO) return 'inflates-too-much'
  return null
}
