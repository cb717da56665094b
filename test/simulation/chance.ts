/** Chance from a seed: the same seed throws the same dice. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    // Neighbouring seeds must not begin alike.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) || 1;
    for (let i = 0; i < 8; i++) this.next();
  }

  /** [0, 1); https://en.wikipedia.org/wiki/Xorshift */
  readonly next = (): number => {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  };

  /** Both ends included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  one<T>(of: readonly T[]): T {
    return of[Math.floor(this.next() * of.length)] as T;
  }

  /** Dice of their own for one part: what another part throws does not change them. */
  fork(): Chance {
    return new Chance(this.int(0, 2 ** 31));
  }

  readonly bytes = (into: Uint8Array): void => {
    for (let i = 0; i < into.length; i++) into[i] = this.int(0, 255);
  };
}
