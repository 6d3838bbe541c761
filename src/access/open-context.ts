import { resolve } from 'node:path'
import { Cipher } from '../db/cipher.ts'
import { openDatabase } from '../db/connect.ts'
import { loadKeyring } from '../db/keys.ts'
import type { Context } from './context.ts'
import { type SignedIn, signIn } from './sign-in.ts'

export interface OpenOptions {
  readonly home?: string
  readonly anySchema?: boolean
  readonly progress?: Context['progress']
  /** Somebody sees the progress. */
  readonly watched?: boolean
  /** Use the embedded database even where `DATABASE_URL` is set, as the programme itself. */
  readonly embedded?: boolean
  /** Nobody has to prove who acts; for a command that asks for the proof itself. */
  readonly unproven?: boolean
}

/**
 * Opens what the environment names: `HUIMIN_HOME`, `DATABASE_URL`, `HUIMIN_USER`, `HUIMIN_TOKEN`. The connections work
 * as the role of who acts, so that the database refuses what the programme should have refused.
 */
export async function openContext(options: OpenOptions = {}): Promise<Context> {
  const home = resolve(options.home ?? process.env.HUIMIN_HOME ?? '.huimin')
  const url = options.embedded ? undefined : process.env.DATABASE_URL
  const keyring = loadKeyring(home)
  const cipher = new Cipher(keyring)
  const actor = process.env.HUIMIN_USER ?? ''
  const now = () => new Date().toISOString()
  let signedIn: SignedIn | undefined
  const open = { home, url, anySchema: options.anySchema ?? false, digest: keyring.hashAlgorithm }
  const itself = options.embedded || options.anySchema || options.unproven
  const database = await openDatabase(
    itself
      ? open
      : {
          ...open,
          signIn: async (asking) => {
            signedIn = await signIn(asking, { cipher, actor, token: process.env.HUIMIN_TOKEN ?? '', now: now() })
            return signedIn.acting
          },
        },
  )
  const counties = signedIn?.counties ?? null
  const { watched = false, progress = () => {} } = options
  return { home, database, cipher, actor, counties, now, watched, progress }
}
