/** Killed before any system call: every file is whole under one of its names, and the same command finishes the work. */
import {KILL} from './points.ts'
import {faultSuite} from './suite.ts'

const fileSystems = ['same', 'across', 'no links'] as const
faultSuite({title: 'killed before a system call', faults: KILL, fileSystems, share: 0.5})
