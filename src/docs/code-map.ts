import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { packageRoot } from '../db/package-root.ts'
import { importsOf } from '../kernel/module-imports.ts'
import { markdownTable } from './markdown.ts'
import { ROOMS } from './rooms.ts'

const BEGIN = '<!-- rooms: written by npm run docs from src -->'
const END = '<!-- /rooms -->'

/** The README with the rooms of `src` between its marks: which stand on which, and what is in each. */
export function withCodeMap(readme: string, rooms: ReadonlyMap<string, ReadonlySet<string>> = roomImports()): string {
  const [before, rest] = readme.split(BEGIN)
  const after = rest?.split(END)[1]
  if (after === undefined) throw new Error(`README.md lacks ${BEGIN} … ${END}`)
  const table = markdownTable(
    ['room', 'what is in it'],
    ROOMS.map(({ name, what }) => [`\`src/${name}\``, what]),
  )
  return `${before}${BEGIN}\n\`${levelsOf(rooms)}\`\n\n${table}\n${END}${after}`
}

/** The rooms level by level: each stands on rooms of the levels before it, and on one of the last of these. */
export function levelsOf(rooms: ReadonlyMap<string, ReadonlySet<string>>): string {
  const levels: string[][] = []
  const placed = new Map<string, number>()
  for (const { name } of ROOMS) {
    const below = [...(rooms.get(name) ?? [])].map((room) => placed.get(room) ?? -1)
    const level = Math.max(-1, ...below) + 1
    placed.set(name, level)
    levels[level] = [...(levels[level] ?? []), name]
  }
  return levels.map((names) => names.join(', ')).join(' ← ')
}

/** Which rooms the files of each room import, types included: whoever names a type knows whose it is. */
export function roomImports(): Map<string, Set<string>> {
  const rooms = new Map<string, Set<string>>()
  for (const name of readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue
    const file = `src/${name.replaceAll('\\', '/')}`
    const room = roomOf(file)!
    const imports = rooms.get(room) ?? new Set()
    for (const imported of filesImportedBy(file, readFileSync(join(packageRoot, file), 'utf8'))) {
      const other = roomOf(imported)
      if (other !== null && other !== room) imports.add(other)
    }
    rooms.set(room, imports)
  }
  return rooms
}

/** The files of ours that one imports, by their path below the repository. */
export function filesImportedBy(file: string, text: string): string[] {
  const ours = importsOf(text).filter(({ of }) => of.startsWith('.'))
  return ours.map(({ of }) => posix.join(posix.dirname(file), of))
}

function roomOf(file: string): string | null {
  const [top, room] = file.split('/')
  return top === 'src' ? room! : null
}
