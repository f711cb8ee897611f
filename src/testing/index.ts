/**
 * For authors' tests, with any runner: `import {testPlugin, run, scratch} from 'mediastruct/testing'`.
 *
 * Everything goes through the host's own registry, containment and checks: what the host would refuse is refused here, with
 * the same MediaStructError. What is exported here is pinned by a snapshot test.
 */
export type {Ran, RunOptions} from './run.ts'
export {run} from './run.ts'
export type {SampleDuplicate, SampleFile} from './samples.ts'
export {scratch} from './scratch.ts'
export type {AskedDate, TestedPlugin} from './tested-plugin.ts'
export {testPlugin} from './tested-plugin.ts'
