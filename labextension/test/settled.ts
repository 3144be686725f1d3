// jsdom tells of an opened <details> a moment later: the page must still be there to be told.
afterAll(() => new Promise(done => setTimeout(done, 0)));
