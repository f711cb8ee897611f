/** `volumes list|show|locate`. */
import {z} from 'zod'
import {bytes, document, hash, optionalPathFields, pathFields, runId} from './common.ts'
import {relativePath, volume, volumeState} from './volume.ts'

const known = volume.extend(pathFields('archive'))
const content = {
  hash: hash.nullable().describe('null: not read yet.'),
  size: bytes,
  ...optionalPathFields('original'),
}

export const volumesList = document('volumes-list', {volumes: z.array(known)})

export const volumesShow = document('volumes-show', {
  volume: known.extend({filledBy: z.array(runId).describe('Runs that put files into it, oldest first.')}),
  files: z.array(z.strictObject({...pathFields('path', relativePath), ...content})),
})

export const volumesLocate = document('volumes-locate', {
  files: z.array(z.strictObject({volume: z.string(), state: volumeState, ...pathFields('path'), ...content})),
})
