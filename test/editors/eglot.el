;;; eglot.el --- Emacs drives the server through eglot  -*- lexical-binding: t -*-
;; emacs --batch -l eglot.el FILE.  Prints one line for each step; the test outside knows which lines must come.
(require 'package)
(package-initialize)
(require 'eglot)
(require 'flymake)

(defun say (ok step &optional detail)
  (princ (format "%s: %s%s\n" (if ok "ok" "not ok") step (if ok "" (format " %S" detail)))))

(defun wait-for (question seconds)
  (let ((end (+ (float-time) seconds)) answer)
    (while (and (not (setq answer (funcall question))) (< (float-time) end))
      (accept-process-output nil 0.05))
    answer))

(defun findings ()
  (flymake-start)
  (flymake-diagnostics))

(setq eglot-server-programs `((python-mode . ("node" ,(getenv "TENANTSCOPE_CLI") "lsp" "--stdio")))
      eglot-sync-connect 20
      eglot-autoshutdown nil
      flymake-no-changes-timeout 0.1
      eglot-send-changes-idle-time 0.1
      make-backup-files nil)

(condition-case problem
    (with-current-buffer (find-file-noselect (car command-line-args-left))
      (python-mode)
      (apply #'eglot (eglot--guess-contact))
      (flymake-mode 1)
      (wait-for (lambda () (= 1 (length (findings)))) 20)
      (say (= 1 (length (flymake-diagnostics))) "one finding" (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))
      (let ((finding (car (flymake-diagnostics))))
        (say (equal (buffer-substring-no-properties (flymake-diagnostic-beg finding) (flymake-diagnostic-end finding))
                    "\"SET search_path TO user_1, public\"")
             "it stands on the SQL")
        (goto-char (flymake-diagnostic-beg finding)))
      ;; This is the function that asks the user; here it takes what the return key would, the preferred action.
      (cl-letf (((symbol-function 'completing-read) (lambda (_prompt _choices &optional _predicate _match _initial _history default &rest _)
                   (if (consp default) (car default) default))))
        ;; Not a mouse event: eglot would open a menu, which a batch Emacs cannot.
        (let ((last-nonmenu-event t)) (eglot-code-actions (point) (1+ (point)) "quickfix" t)))
      (say (not (save-excursion (goto-char (point-min)) (search-forward "search_path" nil t))) "the quick fix edits the buffer" (buffer-string))
      ;; eglot sends changes from an idle timer, and a batch Emacs is never idle.
      (eglot--signal-textDocument/didChange)
      (wait-for (lambda () (= 0 (length (findings)))) 10)
      (say (= 0 (length (flymake-diagnostics))) "the finding goes" (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))
      (set-buffer-modified-p nil)
      (let ((server (eglot-current-server)))
        (eglot-shutdown server)
        (say (not (jsonrpc-running-p server)) "the server stops")))
  (error (say nil "the script ran" problem)))
(setq command-line-args-left nil)
(kill-emacs 0)
