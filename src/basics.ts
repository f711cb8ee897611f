/**
 * `mediastruct/basics`: paths as bytes, dates as cameras write them, errors with codes; the same that `mediastruct` exports.
 * It is what a plugin's worker thread or process mostly needs, and loads in a tenth of the time.
 */
export * from './dates/local.ts'
export {utcClock} from './dates/zone.ts'
export {errnoOf, fileFailure, MediaStructError, messageOf} from './errors.ts'
export * from './paths/bytes.ts'
