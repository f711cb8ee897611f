/** Paths as a person types them, made absolute and real. */
import {realpathSync} from 'node:fs'
import {basename, dirname, fromBytes, join, type RawPath, toBytes} from './bytes.ts'

/** Absolute, without `.` and `..`, by spelling alone. */
export function normalise(path: RawPath, cwd: RawPath): RawPath {
  const absolute = path.startsWith('/') ? path : join(cwd, path)
  const parts: string[] = []
  for (const part of absolute.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}` as RawPath
}

/**
 * The real path of what was typed, symbolic links resolved as far as it exists, so that one directory has one spelling.
 * `..` is taken by the kernel's rule where the path exists.
 */
export function resolveTyped(path: RawPath, cwd: RawPath): RawPath {
  const absolute = path.startsWith('/') ? path : join(cwd, path)
  return realOf(absolute) ?? resolveMissing(normalise(absolute, cwd))
}

function resolveMissing(path: RawPath): RawPath {
  if (path === '/') return path
  const parent = dirname(path)
  return join(realOf(parent) ?? resolveMissing(parent), basename(path))
}

function realOf(path: RawPath): RawPath | undefined {
  try {
    return fromBytes(realpathSync.native(toBytes(path), {encoding: 'buffer'}))
  } catch {
    return undefined
  }
}
