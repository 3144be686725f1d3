const CHECKED = /\.(csv|tsv|xlsx|png|pdf|svg|html?|ipynb|txt|md|py|r|sql|zip|docx|pptx)$/i;

/** Whether a file is of a kind that a check can say something about. */
export function isCheckable(path: string): boolean {
  return CHECKED.test(path);
}
