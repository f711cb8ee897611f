/**
 * Loaded before the program: holds it at one call of the file system until the test lets it go on. MEDIASTRUCT_HOLD says
 * at which (`HoldPoint`), and at whose socket it waits.
 */
import fs from 'node:fs'
import {syncBuiltinESMExports} from 'node:module'
import {connect} from 'node:net'
import type {HoldPoint} from './held.ts'

const {
  call,
  nth = 1,
  path,
  when = 'before',
  socket,
} = JSON.parse(process.env.MEDIASTRUCT_HOLD ?? '{}') as HoldPoint & {socket: string}
const calls = fs.promises as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
const original = calls[call]
let seen = 0

if (original) calls[call] = heldAtItsTurn
syncBuiltinESMExports()

async function heldAtItsTurn(...args: unknown[]): Promise<unknown> {
  const isMeant = concerns(args) && ++seen === nth
  if (isMeant && when === 'before') await letGo()
  const result = await original?.(...args)
  if (isMeant && when === 'after') await letGo()
  return result
}

/** Our journals lie in the same trees; of the files that are opened, those that are made are meant. */
function concerns(args: readonly unknown[]): boolean {
  const [first, second] = args.map(String)
  if (call === 'open' && second !== 'wx') return false
  return [first, second].some((arg) => arg?.includes(path) && !arg.includes('/.mediastruct'))
}

/** Connected, it has come that far; closed, it may go on. No thread waits meanwhile, and signals come through. */
function letGo(): Promise<void> {
  return new Promise((resolve) => {
    connect(socket)
      .on('error', () => {})
      .on('close', () => resolve())
      .resume()
  })
}
