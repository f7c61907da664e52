document.body.textContent = 'Roomtone: the page "listener" is not written yet.'
