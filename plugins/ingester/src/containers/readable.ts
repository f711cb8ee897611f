/** What a container reader needs of a file: bytes from anywhere, at once. It runs in a worker, where waiting costs nobody anything. */
export interface Readable {
  /** Bytes. */
  readonly size: number
  /**
   * Up to `length` bytes from `position`; fewer at the end of the file.
   * @throws the system's error
   */
  read(position: number, length: number): Uint8Array
}
