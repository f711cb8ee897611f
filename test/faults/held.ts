/** A run that is held at one call of the file system, so that what happens meanwhile happens at that very moment. */
import {once} from 'node:events'
import {createServer, type Server, type Socket} from 'node:net'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {type Ran, type Running, type RunOptions, start} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'

/** A call of `node:fs/promises` on a path that contains `path`; `open` is that of a new file. */
export interface HoldPoint {
  readonly call: 'link' | 'unlink' | 'rename' | 'open' | 'mkdir' | 'rmdir'
  readonly path: string
  /** The how-maniest, from 1. */
  readonly nth?: number
  readonly when?: 'before' | 'after'
}

export interface Held extends Running {
  /** Lets it go on. @returns how it ended */
  release(): Promise<Ran>
}

/** Options of Node for a run in whose eyes no file system has hard links. */
export const NO_LINKS: readonly string[] = ['--import', pathOf('points/no-links.ts')]

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Starts a run and waits until it has come to the point. @throws Error where it ends without coming there */
export async function heldAt(point: HoldPoint, args: readonly string[], options: RunOptions): Promise<Held> {
  const socket = join(scratch(), 'gate')
  const server = createServer().listen(socket)
  servers.push(server)
  await once(server, 'listening')
  const reached = once(server, 'connection')
  const running = start(args, {
    ...options,
    // Processes that it starts are held as well.
    env: {
      ...options.env,
      NODE_OPTIONS: `--import "${pathOf('hold.ts')}"`,
      MEDIASTRUCT_HOLD: JSON.stringify({...point, socket}),
    },
  })
  const first = await Promise.race([reached, running.ended])
  if (!Array.isArray(first)) {
    throw new Error(`it ended with ${first.code} before it was held: ${first.stdout}${first.stderr}`)
  }
  const gate = first[0] as Socket
  gate.on('error', () => {})
  return {
    ...running,
    release() {
      gate.destroy()
      return running.ended
    },
  }
}

function pathOf(module: string): string {
  return fileURLToPath(new URL(module, import.meta.url))
}
