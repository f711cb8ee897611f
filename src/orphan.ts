/** A thread beside a child process: in a loop, the process itself would never hear that whoever started it is gone. */
import {workerData} from 'node:worker_threads'
import {errnoOf} from './errors.ts'

/** ms */
const LOOK_EVERY_MS = 1000

const parent: number = workerData

/** Where there are no orphans (Windows), the process still has the number of a parent that is gone. */
function isOrphan(): boolean {
  try {
    return process.ppid !== parent || !process.kill(parent, 0)
  } catch (error) {
    return errnoOf(error) !== 'EPERM'
  }
}

setInterval(() => {
  if (isOrphan()) process.kill(process.pid, 'SIGKILL')
}, LOOK_EVERY_MS)
