// What a Helsenorge page does with Refero: shows a questionnaire, and keeps the response it hands over.
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { Provider } from "react-redux";
import { applyMiddleware, legacy_createStore as createStore } from "redux";
import { Refero, rootReducer } from "@helsenorge/refero";

// Refero dispatches functions as well as plain actions.
const functions = ({ dispatch, getState }) => (next) => (action) => (typeof action === "function" ? action(dispatch, getState) : next(action));

// Refero asks its host for every word of its own; the word's name will do here.
const words = new Proxy({}, { get: (_, name) => (typeof name === "string" ? name : undefined) });

globalThis.show = (questionnaire) => {
  const store = createStore(rootReducer, applyMiddleware(functions));
  const keep = (response) => { globalThis.sent = response; };
  const form = createElement(Refero, {
    questionnaire, authorized: true, language: "nb-no", resources: words,
    onSubmit: keep, onSave: keep, onCancel: () => {}, promptLoginMessage: () => {}, loginButton: createElement("span"),
  });
  createRoot(document.querySelector("main")).render(createElement(Provider, { store }, form));
  globalThis.current = () => store.getState().refero.form.FormData.Content;
};
