/**
 * Splits a user's command line into words.
 * Read first: POSIX.1-2017, XCU 2.2 (quoting).
 * Left out: everything that a shell does besides quoting. A character that needs a shell is refused,
 * and the error names it. No package fits: string-argv accepts an unclosed quote and ignores
 * backslashes; shell-quote expands variables and hides operators.
 */
import { HypervisorError } from '../hypervisorError.ts';

/** Characters that have a meaning in a shell anywhere in an unquoted word. */
const SHELL_CHARACTERS = '|&;<>()$`*?[';
/** Characters that have one at the beginning of a word. */
const SHELL_WORD_STARTS = '~#';
/** Within double quotes a backslash escapes only these; before others it is itself. */
const ESCAPABLE_IN_DOUBLE_QUOTES = '$`"\\';
const BLANKS = ' \t\r\n';

/** @throws HypervisorError `commandCharacter`, `commandUnclosed` */
export function splitCommandLine(line: string): string[] {
  const words: string[] = [];
  const scanner = new Scanner(line);
  for (let word = scanner.nextWord(); word !== null; word = scanner.nextWord()) words.push(word);
  return words;
}

class Scanner {
  readonly #line: string;
  #at = 0;

  constructor(line: string) {
    this.#line = line;
  }

  nextWord(): string | null {
    this.#skipBlanks();
    if (this.#at >= this.#line.length) return null;
    if (SHELL_WORD_STARTS.includes(this.#peek())) throw refused(this.#peek());
    let word = '';
    while (this.#at < this.#line.length && !BLANKS.includes(this.#peek())) word += this.#piece();
    return word;
  }

  #skipBlanks(): void {
    for (;;) {
      if (this.#at < this.#line.length && BLANKS.includes(this.#peek())) this.#at += 1;
      else if (this.#line.startsWith('\\\n', this.#at)) this.#at += 2;
      else return;
    }
  }

  #peek(): string {
    return this.#line.charAt(this.#at);
  }

  #take(): string {
    return this.#line.charAt(this.#at++);
  }

  /** The text of one character or one quoted part of a word. */
  #piece(): string {
    const character = this.#take();
    if (character === "'") return this.#singleQuoted();
    if (character === '"') return this.#doubleQuoted();
    if (character === '\\') return this.#escaped();
    if (character === '\0' || SHELL_CHARACTERS.includes(character)) throw refused(character);
    return character;
  }

  #singleQuoted(): string {
    const end = this.#line.indexOf("'", this.#at);
    if (end < 0) throw unclosed("'");
    const text = this.#line.slice(this.#at, end);
    this.#at = end + 1;
    return checked(text);
  }

  #doubleQuoted(): string {
    let text = '';
    for (;;) {
      if (this.#at >= this.#line.length) throw unclosed('"');
      const character = this.#take();
      if (character === '"') return checked(text);
      if (character === '$' || character === '`') throw refused(character);
      text += character === '\\' ? this.#escapedInDoubleQuotes() : character;
    }
  }

  /** A backslash before a line's end joins the lines; any other character it escapes. */
  #escaped(): string {
    if (this.#at >= this.#line.length) throw unclosed('\\');
    const character = this.#take();
    return character === '\n' ? '' : checked(character);
  }

  #escapedInDoubleQuotes(): string {
    const character = this.#take();
    if (character === '\n') return '';
    return ESCAPABLE_IN_DOUBLE_QUOTES.includes(character) ? character : `\\${character}`;
  }
}

/** A program's argument cannot contain a NUL. */
function checked(text: string): string {
  if (text.includes('\0')) throw refused('\0');
  return text;
}

function refused(character: string): HypervisorError {
  const shown = character === '\0' ? 'NUL' : character;
  return new HypervisorError('commandCharacter', { character: shown });
}

function unclosed(quote: string): HypervisorError {
  return new HypervisorError('commandUnclosed', { quote });
}
