/** What a report asks, as buttons: which declaration answers it, and the answers it names. */
export interface Question {
  text: string;
  keyword: string;
  answers: string[];
}

const ASKED = /(\w+)=("[^"]+"(?:(?:,| or|, or) "[^"]+")*)/;

/**
 * Reads a question of a report. Questions name the declaration that answers them, as `row_is="participant", "gene"`;
 * one that names none is shown as text.
 */
export function questionOf(text: string): Question {
  const found = ASKED.exec(text);
  if (!found?.[1] || !found[2]) {
    return { text, keyword: '', answers: [] };
  }
  const answers = [...found[2].matchAll(/"([^"]+)"/g)].map(match => match[1] as string);
  const rest = [...text.slice(found.index + found[0].length).matchAll(/"([^"]+)"/g)].map(
    match => match[1] as string
  );
  const sentence = text.slice(0, found.index).replace(/\s*(Say|Declare)\s*$/, '');
  return { text: sentence, keyword: found[1], answers: [...new Set([...answers, ...rest])] };
}
