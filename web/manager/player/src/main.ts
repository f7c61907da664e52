document.body.textContent = 'Roomtone: the page "player" is not written yet.'
