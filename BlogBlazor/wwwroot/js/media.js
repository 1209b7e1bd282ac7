// Pictures that are brought to the server, from a text that is being written or for a cover. Without dependencies.
const KINDS = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];

/** Sends one picture; resolves to its {url, width, height}, rejects with an Error whose message is for the person. */
function upload(file, onProgress, { failed, tooLarge, maxBytes }) {
  return new Promise((resolve, reject) => {
    if (file.size > Number(maxBytes)) {
      // The server would break the connection off, and nobody would hear why.
      reject(new Error(tooLarge));
      return;
    }
    const request = new XMLHttpRequest(); // fetch tells nothing of how far it is.
    request.open('POST', '/api/media');
    request.setRequestHeader('Content-Type', KINDS.includes(file.type) ? file.type : 'image/unknown');
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(Math.floor((100 * loaded) / total));
    request.onerror = () => reject(new Error(failed));
    request.onload = () =>
      request.status === 201 ? resolve(request.response) : reject(new Error(request.response?.errors?.file?.[0] ?? failed));
    request.send(file);
  });
}

// Blazor hears of it as if it were typed.
function replace(field, from, to, text) {
  const { selectionStart, selectionEnd } = field;
  field.setRangeText(text, from, to, 'preserve');
  if (selectionStart >= from && selectionStart <= to) field.setSelectionRange(from + text.length, from + text.length);
  else if (document.activeElement === field) field.setSelectionRange(field.selectionStart, field.selectionEnd ?? selectionEnd);
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

const altOf = (file) => file.name.replace(/\.\w+$/, '').replace(/[\[\]\\]/g, '').replace(/[-_]+/g, ' ').trim();
const inWords = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => values[i]);

/** The button and the status line are in `root`; its data-… attributes have the texts in the user's language. */
function uploadIn(root, file, placed) {
  const status = root.querySelector('[role=status]');
  const say = (text, isProblem = false) => {
    status.textContent = text;
    status.classList.toggle('field-problem', isProblem);
  };
  const progress = (percent) => say(inWords(root.dataset.uploading, file.name, percent));
  progress(0);
  return upload(file, progress, root.dataset).then(
    (picture) => { say(''); placed(picture); },
    (error) => { say(`${file.name}: ${error.message}`, true); placed(null); },
  );
}

/** Pictures that are chosen in `root`, or pasted or dropped into the text, are put where the caret is. */
export function attachToText(root, id) {
  const field = document.getElementById(id);
  const detach = new AbortController();
  const listen = (target, name, handler) => target.addEventListener(name, handler, { signal: detach.signal });
  let count = 0;

  async function insert(files) {
    for (const file of files) {
      // Until it is there, a mark holds its place, however much is typed meanwhile. What is selected stays: it may be refused.
      const mark = `![${altOf(file)}](#${++count})`;
      const at = field.selectionEnd;
      const before = at > 0 && field.value[at - 1] !== '\n' ? '\n\n' : '';
      const inserted = `${before}${mark}\n`;
      field.setSelectionRange(at, at);
      replace(field, at, at, inserted);
      await uploadIn(root, file, (picture) => {
        const replaced = picture || !field.value.includes(inserted) ? mark : inserted;
        const place = field.value.indexOf(replaced);
        if (place >= 0) replace(field, place, place + replaced.length, picture ? `![${altOf(file)}](${picture.url})` : '');
      });
    }
  }

  function take(event, transfer) {
    const files = [...(transfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault(); // The browser would leave the page for a file that is dropped.
    if (!field.readOnly) insert(files);
  }

  // What is copied in an office program comes as text and, beside it, as a picture of the text.
  const isText = ({ types }) => types.includes('text/plain') && types.includes('text/html');

  const input = root.querySelector('input[type=file]');
  listen(input, 'change', () => {
    const files = [...input.files];
    input.value = ''; // The same one may be chosen again.
    field.focus();
    insert(files);
  });
  listen(field, 'paste', (event) => {
    if (event.clipboardData && !isText(event.clipboardData)) take(event, event.clipboardData);
  });
  listen(field, 'drop', (event) => take(event, event.dataTransfer));
  listen(field, 'dragover', (event) => {
    if ([...event.dataTransfer.items].some((item) => item.kind === 'file')) event.preventDefault();
  });
  return { close: () => detach.abort() };
}

/** The picture that is chosen in `root` is told to the component. */
export function attachToCover(root, component) {
  const detach = new AbortController();
  root.addEventListener('change', ({ target }) => {
    const file = target.type === 'file' && target.files[0];
    if (!file) return;
    target.value = '';
    uploadIn(root, file, (picture) => picture && component.invokeMethodAsync('UploadedAsync', picture.url));
  }, { signal: detach.signal });
  return { close: () => detach.abort() };
}
