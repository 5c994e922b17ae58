package planted.message;

import planted.connection.Socket;

class Word {

	Socket socket;

}
