import {type Failure, pathFields} from 'mediastruct'

/** As documents list what went wrong. */
export function failureFields({path, code, message}: Failure): object {
  return {...pathFields('path', path), code, message}
}
