/** The child's side of `startProcesses`: what the module of its first argument exports is called with each task that comes. */
import {Worker} from 'node:worker_threads'
import {messageOf} from './errors.ts'
import {moduleBeside} from './module-beside.ts'
import type {Answer, Asked, Said} from './one-process.ts'

const [, , module = ''] = process.argv
const parent = process.ppid
const imported = import(module)

async function answerTo(task: unknown): Promise<Answer<unknown>> {
  try {
    return {result: await (await imported).default(task)}
  } catch (error) {
    return {failure: messageOf(error)}
  }
}

function say(said: Said<unknown>): void {
  process.send?.(said)
}

process.on('message', async ({id, task}: Asked<unknown>) => say({id, ...(await answerTo(task))}))
process.on('disconnect', () => process.exit())
// Ctrl-C goes to every process of a terminal: what is finished first is for the parent to say.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)

// Also where it can't be imported: whoever sends a task is told.
await imported.catch(() => undefined)
say({ready: true})

new Worker(moduleBeside('orphan', import.meta), {workerData: parent}).unref()
