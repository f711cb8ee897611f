/** The programs that write images to media, and what each must be told: data, so that the next one is a row more. */
import {MediaStructError, type VolumeTarget} from 'mediastruct'

export interface Writer {
  readonly name: string
  /** Package of Debian and Ubuntu that brings the program. */
  readonly debianPackage: string
  /** Prints what is in the drive, and pulls its tray in. */
  readonly mediumArguments: (device: string) => readonly string[]
  readonly statusPattern: RegExp
  readonly blankPattern: RegExp
  /** Blocks of 2048 bytes that can still be written. */
  readonly freePattern: RegExp
  /** Writes an image, and not a byte more than its sectors need. */
  readonly writeArguments: (device: string, image: string) => readonly string[]
  /** How many of how many MB are written. */
  readonly progressPattern: RegExp
  readonly ejectArguments: (device: string) => readonly string[]
}

/** It blanks nothing (no `blank=`): a disc that is not blank was put in by mistake. */
const xorriso: Writer = {
  name: 'xorriso',
  debianPackage: 'xorriso',
  mediumArguments: (device) => ['-no_rc', '-outdev', device, '-toc'],
  statusPattern: /^Media status\s*:\s*(.*\S)\s*$/m,
  blankPattern: /^Media status\s*:.*\bis blank\b/m,
  freePattern: /^Media blocks\s*:.*?(\d+) writable/m,
  writeArguments: (device, image) => [
    ...['-no_rc', '-as', 'cdrecord', '-v', `dev=${device}`, '-data', 'padsize=0', image],
  ],
  progressPattern: /(\d+) of\s+\d+ MB written/g,
  ejectArguments: (device) => ['-no_rc', '-outdev', device, '-eject', 'all'],
}

const WRITERS: readonly Writer[] = [xorriso]

/** @throws MediaStructError NO_WRITER */
export function writerOf({name, writer}: Pick<VolumeTarget, 'name' | 'writer'>): Writer {
  const known = WRITERS.find((one) => one.name === writer)
  if (known) return known
  const message =
    writer === undefined
      ? `Nothing writes the medium "${name}": its plugin names no writer.`
      : `"${writer}", which the medium "${name}" names, is no writer that MediaStruct knows how to use.`
  throw new MediaStructError('NO_WRITER', message, {
    hint: 'Write the image by other means, then: mediastruct volumes mark ID/COPY burned',
  })
}
