/** What Linux tells of a process while it runs: a fallback where GNU time is missing, and the bytes that it has read. */
import {readdirSync, readFileSync} from 'node:fs'
import type {Usage} from './measure.ts'

const EVERY_MS = 20
/** Of the kernel's clock; the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

interface Watch {
  stop(): Omit<Usage, 'wall'>
}

/** Looks at a process and its children now and then; what came and went between two looks is missed. */
export function watchProcess(pid: number | undefined): Watch {
  let memory = 0
  const ticks = new Map<number, number>()
  const look = () => {
    for (const one of pid === undefined ? [] : family(pid)) {
      memory = Math.max(memory, peakMemory(one))
      ticks.set(one, Math.max(ticks.get(one) ?? 0, ownTicks(one)))
    }
  }
  const timer = setInterval(look, EVERY_MS)
  look()
  return {
    stop() {
      clearInterval(timer)
      const spent = [...ticks.values()].reduce((sum, one) => sum + one, 0)
      return memory === 0 ? {} : {memory, cpu: spent / TICKS_PER_SECOND}
    },
  }
}

/** Bytes that a process asked the kernel for so far, from the cache or not; 0 where it is gone. */
export function bytesRead(pid: number): number {
  return Number(/^rchar: (\d+)/m.exec(fileOf(pid, 'io'))?.[1] ?? 0)
}

function family(pid: number): number[] {
  const children = tasksOf(pid).flatMap((task) =>
    fileOf(pid, `task/${task}/children`).split(' ').filter(Boolean),
  )
  return [pid, ...children.flatMap((child) => family(Number(child)))]
}

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

function peakMemory(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(fileOf(pid, 'status'))?.[1] ?? 0) * 1024
}

/** User and system time, fields 14 and 15; the second field, a name in parentheses, may hold blanks. */
function ownTicks(pid: number): number {
  const stat = fileOf(pid, 'stat')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
}

/** Empty where the process is gone. */
function fileOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1')
  } catch {
    return ''
  }
}
