/** Working days between two dates, the second included; bank holidays are not known here. */
export function workingDays(from: Date, to: Date): number {
  const day = new Date(from.getFullYear(), from.getMonth(), from.getDate());
  const end = new Date(to.getFullYear(), to.getMonth(), to.getDate());
  let count = 0;
  while (day < end && count < 1000) {
    day.setDate(day.getDate() + 1);
    count += day.getDay() % 6 === 0 ? 0 : 1;
  }
  return count;
}

/** A date written as 2026-12-31, or null. */
export function dateOf(text: string): Date | null {
  const found = /^\s*(\d{4})-(\d{2})-(\d{2})\s*$/.exec(text);
  if (!found) {
    return null;
  }
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  const date = new Date(year, month - 1, day);
  return date.getMonth() === month - 1 && date.getDate() === day ? date : null;
}

/** Working days that the Airlock asks to be given. */
export const ASKED_FOR = 10;

/** How many working days are left until a date that is too near; null when there is nothing to say. */
export function tooNear(text: string, today: Date): number | null {
  const date = dateOf(text);
  const left = date ? workingDays(today, date) : ASKED_FOR;
  return left < ASKED_FOR ? left : null;
}
