import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { finishLoginHere, isBackFromLogout, logIn, logOut, onUser } from "./auth.js";

const isLoggedOut = isBackFromLogout();

function App() {
  const [isCallback, setCallback] = useState(location.pathname === "/callback");
  return isCallback ? <Callback onDone={() => setCallback(false)} /> : <Home />;
}

function Callback({ onDone }) {
  const [failure, setFailure] = useState();
  useEffect(() => {
    finishLoginHere().then(onDone, setFailure);
  }, []);
  return failure ? <p role="alert">{failure.message}</p> : <p>One moment…</p>;
}

function Home() {
  // Undefined: not known yet. Null: nobody.
  const [user, setUser] = useState();
  useEffect(() => onUser(setUser), []);
  if (user) {
    return (
      <>
        <p>Logged in as {user.name}</p>
        <button onClick={logOut}>Log out</button>
      </>
    );
  }
  return user === null ? (
    <>
      {isLoggedOut && <p>You are logged out.</p>}
      <button onClick={logIn}>Log in</button>
    </>
  ) : (
    <p>One moment…</p>
  );
}

createRoot(document.getElementById("app")).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
