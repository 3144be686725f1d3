import type { IDisposable } from '@lumino/disposable';

/** What can be focused, in the order in which a stand-in is looked for. */
const FOCUSABLE =
  'button:not(:disabled), summary, input:not(:disabled), select:not(:disabled), textarea:not(:disabled), ' +
  'a[href], [tabindex]';
/** Parts of the panel that a person thinks of as one place; the nearest of them stands in for what is gone. */
const PLACES = 'li, form, fieldset, details, dialog, nav, section';

/** Where the keyboard was: the element, the places around it from the inside out, and the lists they stood in. */
interface Held {
  element: HTMLElement;
  around: { node: Element; list: Element | null; index: number }[];
}

function isShown(node: Element): boolean {
  return node.isConnected && (node.checkVisibility?.() ?? true);
}

function firstIn(node: Element): HTMLElement | undefined {
  return [...node.querySelectorAll<HTMLElement>(FOCUSABLE)].find(isShown);
}

/**
 * Keeps the keyboard's place in a part of the page. What an action replaces, disables or moves takes the focus with it
 * to nowhere, and a person without a mouse has to begin at the top; here the focus comes back to the element once it
 * can take it again, or goes to the row, part or heading around it. Nothing is done while the focus is somewhere else.
 */
export class FocusKeeper implements IDisposable {
  constructor(private readonly root: HTMLElement) {
    this.page.addEventListener('focusin', this.follow, true);
    this.page.addEventListener('pointerdown', this.point, true);
    this.observer.observe(root, {
      attributeFilter: ['disabled', 'hidden', 'open'],
      attributes: true,
      childList: true,
      subtree: true
    });
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    this.disposed = true;
    this.observer.disconnect();
    this.page.removeEventListener('focusin', this.follow, true);
    this.page.removeEventListener('pointerdown', this.point, true);
    this.held = null;
  }

  private get page(): Document {
    return this.root.ownerDocument;
  }

  private readonly follow = (event: Event): void => {
    const element = event.target as HTMLElement;
    this.held = element !== this.root && this.root.contains(element) ? this.hold(element) : null;
  };

  /** Who points elsewhere leaves the place; a click on a button of ours that has the focus already does not. */
  private readonly point = (event: Event): void => {
    if (this.held && !this.held.element.contains(event.target as Node)) {
      this.held = null;
    }
  };

  private hold(element: HTMLElement): Held {
    const around: Held['around'] = [];
    for (let node = element.parentElement; node && node !== this.root; node = node.parentElement) {
      if (node.matches(PLACES)) {
        const list = node.tagName === 'LI' ? node.parentElement : null;
        around.push({ node, list, index: list ? [...list.children].indexOf(node) : 0 });
      }
    }
    return { element, around };
  }

  private mend(): void {
    const { held, page } = this;
    const active = page.activeElement;
    const nowhere = !active || active === page.body || (active === held?.element && !isShown(active));
    if (!held || !nowhere || !isShown(this.root)) {
      return;
    }
    if (isShown(held.element)) {
      held.element.focus(); // moved, or enabled again; one that is still disabled refuses and is tried again
    } else {
      this.standIn(held)?.focus();
    }
  }

  private standIn({ around }: Held): HTMLElement | undefined {
    for (const { node, list, index } of around) {
      const found = isShown(node) ? firstIn(node) : undefined;
      if (found) {
        return found;
      }
      const neighbours = list && isShown(list) ? [...list.children] : [];
      const neighbour = neighbours[Math.min(index, neighbours.length - 1)];
      const next = neighbour && firstIn(neighbour);
      if (next) {
        return next;
      }
    }
    return this.root.querySelector<HTMLElement>('h2[tabindex]') ?? undefined;
  }

  private held: Held | null = null;
  private disposed = false;
  private readonly observer = new MutationObserver(() => this.mend());
}
