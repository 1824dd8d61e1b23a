import { randomBytes } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

/** A text that nothing else prints, for one run of one command. */
export function newMark(): string {
  return randomBytes(32).toString('hex');
}

/** What a stream keeps of all that is not between its marks, in bytes. */
const KEPT = 65_536;

/**
 * Passes on, byte for byte, what a stream has between `MARK(` and `MARK)`. What a login prints before and after is not an
 * answer to anything. After the end comes the exit code, where there is one.
 */
export class BetweenMarks extends Transform {
  private readonly opening: Buffer;
  private readonly closing: Buffer;
  private state: 'before' | 'within' | 'after' = 'before';
  /** Not decided yet, or not passed on. */
  private rest: Buffer = Buffer.alloc(0);

  constructor(mark: string) {
    super();
    this.opening = Buffer.from(`${mark}(`);
    this.closing = Buffer.from(`${mark})`);
  }

  get isBegun(): boolean {
    return this.state !== 'before';
  }

  /** What the command ended with; undefined if its end never came. */
  get exitCode(): number | undefined {
    const code = this.state === 'after' ? /^\d+/.exec(this.rest.toString('latin1')) : null;
    return code === null ? undefined : Number(code[0]);
  }

  /** What came while nothing had begun. */
  get before(): string {
    return this.isBegun ? '' : this.rest.toString('utf8');
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    if (this.state === 'before') this.lookForBegin();
    if (this.state === 'within') this.passOn();
    if (this.state === 'after') this.rest = this.rest.subarray(0, KEPT);
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.state === 'within') this.push(this.rest);
    done();
  }

  private lookForBegin(): void {
    const at = this.rest.indexOf(this.opening);
    if (at < 0) {
      this.rest = this.rest.subarray(-KEPT);
      return;
    }
    this.rest = this.rest.subarray(at + this.opening.length);
    this.state = 'within';
  }

  private passOn(): void {
    const at = this.rest.indexOf(this.closing);
    const sure = at < 0 ? this.rest.length - this.startOfClosing() : at;
    if (sure > 0) this.push(this.rest.subarray(0, sure));
    this.rest = this.rest.subarray(at < 0 ? sure : sure + this.closing.length);
    if (at >= 0) this.state = 'after';
  }

  /** How many of the last bytes may be the beginning of the end. */
  private startOfClosing(): number {
    let length = Math.min(this.closing.length - 1, this.rest.length);
    while (length > 0 && !this.rest.subarray(-length).equals(this.closing.subarray(0, length))) length--;
    return length;
  }
}
