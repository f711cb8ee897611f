/** How an author of a plugin works: strictly, with every type that a package ships looked at. */
export const AUTHORS_OPTIONS = {
  strict: true,
  noEmit: true,
  target: 'esnext',
  module: 'nodenext',
  lib: ['esnext'],
  types: ['node'],
  rewriteRelativeImportExtensions: true,
  skipLibCheck: false,
} as const
